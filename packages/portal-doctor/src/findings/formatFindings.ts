import { type Finding } from './Finding';

const RED = 31;
const YELLOW = 33;
const GREEN = 32;

/** Colors a text, or returns it unchanged. */
export type Paint = (text: string, colour: number) => string;

export const plain: Paint = text => text;

export const coloured: Paint = (text, colour) =>
  `\u001b[${colour}m${text}\u001b[0m`;

/**
 * Returns one line per finding, problems first, notes last.
 *
 * @param paint - {@link coloured} for a terminal, {@link plain} otherwise
 */
export function formatFindings(findings: Finding[], paint: Paint): string[] {
  const problems = findings.filter(({ severity }) => severity === 'problem');
  const others = findings.filter(({ severity }) => severity === 'advice');
  const notes = findings.filter(({ severity }) => severity === 'note');
  return [
    ...problems.map(each => `${paint('problem', RED)}  ${formatFinding(each)}`),
    ...others.map(
      each => `${paint('advice', YELLOW)}   ${formatFinding(each)}`,
    ),
    ...notes.map(each => `${paint('note', GREEN)}     ${formatFinding(each)}`),
    summarize(problems.length, others.length, paint),
  ];
}

/** Returns the finding and the remedy as two sentences on one line. */
export function formatFinding({ key, found, remedy }: Finding): string {
  // The text contains configuration values, which can contain control characters.
  return `${key} ${found}. ${remedy}`.replace(/\p{Cc}+/gu, ' ');
}

function summarize(problems: number, advices: number, paint: Paint): string {
  const more = advices > 0 ? `, ${advices} to consider` : '';
  return problems === 0
    ? paint(`The configuration is fit for production${more}.`, GREEN)
    : paint(
        `${problems} ${
          problems === 1 ? 'problem' : 'problems'
        }${more}: this configuration is not fit for production.`,
        RED,
      );
}
