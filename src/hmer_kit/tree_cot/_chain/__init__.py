"""Lists of rows that name their parent by number: GTD and TDv2."""
