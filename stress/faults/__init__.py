"""What breaks things: kills, full and read-only disks, limits of memory and files, hostile and damaged files."""
