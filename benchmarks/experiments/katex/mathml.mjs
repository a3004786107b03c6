// Reads LaTeX as one JSON string a line, prints its MathML as one JSON string a line: null where KaTeX refuses it.
import katex from "katex";
import { createInterface } from "node:readline";

const options = { output: "mathml", throwOnError: true, strict: false, trust: false };

function mathml(latex) {
  try {
    return katex.renderToString(latex, options);
  } catch {
    return null;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(mathml(JSON.parse(line))) + "\n");
}
