"""From scored predictions to what a report shows: runs, figures, and named sets of samples."""
