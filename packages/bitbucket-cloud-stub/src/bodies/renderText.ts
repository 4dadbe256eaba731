/** Returns text as Bitbucket's resources contain it, with its HTML. The stub renders paragraphs only. */
export function renderText(raw: string) {
  const paragraphs = raw
    .split(/\n{2,}/)
    .filter(each => each.trim() !== '')
    .map(each => `<p>${escapeHtml(each)}</p>`);
  return {
    raw,
    markup: 'markdown',
    html: paragraphs.join('\n'),
  };
}

/** Escapes text for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`);
}
