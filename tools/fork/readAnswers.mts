import { createInterface, type Interface } from 'node:readline/promises';
import { findProblemsOf, suggest, type Answers } from './answers.mts';

/** The questions on a terminal, in their order. */
const questions = [
  ['company', 'Name of the company'],
  ['title', 'Name of the portal'],
  ['domain', 'Domain of its email addresses'],
  ['scope', 'Scope of the npm packages'],
  ['workspace', 'Slug of the workspace at Bitbucket'],
  ['administrators', 'Group that has all permissions'],
  ['support', 'Email address that users ask for help'],
] as const satisfies [keyof Answers, string][];

/**
 * Completes the answers from the command line: by questions on a terminal, and otherwise by what follows from the name
 * of the company.
 *
 * @param given - the answers from the command line
 * @param owners - the group of the owners in the file of the people
 */
export async function completeAnswers(
  given: Partial<Answers>,
  owners: string | undefined,
): Promise<Answers> {
  const isAsking = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  if (!given.company && !isAsking) {
    throw new Error(
      '--company is missing: add it, or run the command on a terminal, where it asks.',
    );
  }
  const terminal = isAsking
    ? createInterface({ input: process.stdin, output: process.stdout })
    : undefined;
  try {
    const answers: Partial<Answers> = { ...given };
    for (const [key, question] of questions) {
      const suggestions: Partial<Answers> = {
        ...(answers.company && suggest(answers.company)),
        ...(owners && { administrators: owners }),
        ...(answers.domain && { support: `platform@${answers.domain}` }),
      };
      const suggestion = suggestions[key] ?? '';
      answers[key] ??= terminal
        ? await ask(terminal, { key, question, suggestion })
        : suggestion;
    }
    return answers as Answers;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ABORT_ERR') {
      throw new Error('Interrupted. Nothing changed.');
    }
    throw error;
  } finally {
    terminal?.close();
  }
}

/** Asks until the answer is usable. */
async function ask(
  terminal: Interface,
  {
    key,
    question,
    suggestion,
  }: { key: keyof Answers; question: string; suggestion: string },
): Promise<string> {
  const hint = suggestion && ` [${suggestion}]`;
  for (;;) {
    const line = await terminal.question(`${question}${hint}: `);
    const answer = line.trim() || suggestion;
    const problems = findProblemsOf(key, answer);
    if (problems.length === 0) {
      return answer;
    }
    problems.forEach(problem => console.log(`  ${problem}`));
  }
}
