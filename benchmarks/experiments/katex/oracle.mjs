// Reads LaTeX as one JSON string a line, prints one JSON value a line: null where KaTeX takes it, else its message.
import katex from "katex";
import { createInterface } from "node:readline";

const options = { throwOnError: true, strict: false, trust: true, displayMode: true };

function verdict(latex) {
  try {
    katex.__parse(latex, options);
    return null;
  } catch (error) {
    return String(error.message);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(verdict(JSON.parse(line))) + "\n");
}
