// Prints the path of a Chromium, and installs one first if this machine has no Chromium.
import { findChromium } from '../lib/chromium.mts';
import { takeNoArguments } from '../lib/commandLine.mts';

takeNoArguments(`Usage: node tools/test/chromium.mts

Prints the path of a Chromium, and installs one first if this machine has no Chromium.
`);

const tell = (sentence: string) => console.error(sentence);
try {
  const { path, sentence } = findChromium(tell);
  tell(sentence);
  console.log(path);
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
