"""What is to be broken: each reader and writer of the library, and programs that are killed and go on."""
