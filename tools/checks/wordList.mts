/** A word or phrase that this project does not use, and what to write instead. */
interface Rule {
  word: string;
  use: string;
  pattern: RegExp;
}

/** Text that contains a word of the list and is correct. */
interface Exception {
  /** Files that the exception applies to. Default: all. */
  file?: RegExp;
  /** The text around the word. */
  text: RegExp;
  reason: string;
}

export interface Finding {
  line: number;
  word: string;
  use: string;
}

/** Words in prose. A word that is part of a longer name or alone in quotation marks is an identifier. */
function wholeWord(source: string): RegExp {
  return new RegExp(
    `(?<![\\w@/.$-])(?<!(['"\`])(?=(?:${source})\\1))(?:${source})(?![\\w@/-])`,
    'gi',
  );
}

/** The words of a phrase can be on two lines, also of a comment. */
const gap = '\\s+(?:(?://|\\*|#|>)\\s+)?';

function avoid(words: string[], use: string): Rule[] {
  return words.map(word => ({
    word,
    use,
    pattern: wholeWord(word.replaceAll(' ', gap)),
  }));
}

const rules: Rule[] = [
  ...avoid(
    ['whoever', 'whom', 'somebody', 'anybody', 'everybody', 'nobody'],
    'the name of the actor: the user, an administrator, all users, no user',
  ),
  ...avoid(['anew'], '"again" or "a new …"'),
  ...avoid(['for ever', 'forever'], '"permanently" or "without limit"'),
  ...avoid(['meanwhile'], '"until then", "at the same time" or "while …"'),
  ...avoid(['worth nothing'], 'the fact: "is not valid", "has no effect"'),
  ...avoid(['go by', 'goes by'], '"uses" or "is based on"'),
  ...avoid(['of ours'], '"our …" or "of this project"'),
  ...avoid(['stand-in', 'stand-ins'], '"stub" or "replacement"'),
  ...avoid(['hardly'], '"not", "rarely" or a number'),
  ...avoid(['lest'], '"so that … not"'),
  ...avoid(['hence'], '"so" or "therefore"'),
  ...avoid(['is told', 'are told'], '"receives", "returns" or "sees"'),
  ...avoid(['hears'], '"receives" or "is notified"'),
  ...avoid(['wants'], '"requires" or "expects"'),
  ...avoid(['tells'], '"returns", "logs", "shows" or "reports"'),
  ...avoid(
    ['says'],
    '"returns", "logs", "shows", "reports" or "documents" for software and documents',
  ),
  ...avoid(['is none', 'are none'], 'the noun: "there is no session"'),
  ...avoid(['what is there'], 'the noun: "the existing files"'),
  {
    word: 'none',
    use: 'the noun: "has no members"',
    // At the end of a sentence. Another rule reports "is none".
    pattern: /(?<=\w\s+)(?<!\b(?:is|are)\s+)none(?=[.;!?](?:\s|$))/gim,
  },
];

const exceptions: Exception[] = [
  {
    file: /\.yaml$/,
    text: /displayName: .*/,
    reason: 'the name of a person',
  },
  {
    text: /Defaults? (?:to|is) none/i,
    reason: 'the usual words for the default of an optional key',
  },
];

/** Returns the words of the list that a text uses, by line. */
export function findWords(text: string, file = ''): Finding[] {
  const allowed = exceptions
    .filter(exception => exception.file?.test(file) ?? true)
    .flatMap(exception => findRanges(text, exception.text));
  return rules
    .flatMap(({ word, use, pattern }) =>
      [...text.matchAll(pattern)]
        .filter(({ index }) => !allowed.some(range => isIn(index, range)))
        .map(({ index }) => ({ line: lineAt(text, index), word, use })),
    )
    .sort((a, b) => a.line - b.line);
}

interface Range {
  from: number;
  to: number;
}

function findRanges(text: string, pattern: RegExp): Range[] {
  const flags = new Set([...pattern.flags, 'g']);
  return [...text.matchAll(new RegExp(pattern, [...flags].join('')))].map(
    ({ index, 0: match }) => ({ from: index, to: index + match.length }),
  );
}

function isIn(index: number, { from, to }: Range): boolean {
  return index >= from && index < to;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
