/** NUL and other control characters, line separators, and characters that change the direction of text. */
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Returns a text in which NUL, control and bidirectional characters are visible, for example `\u202E`. Text
 * from a repository can otherwise look like another text, and PostgreSQL does not store NUL.
 *
 * @public
 */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, character => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase();
    return `\\u${code.padStart(4, '0')}`;
  });
}
