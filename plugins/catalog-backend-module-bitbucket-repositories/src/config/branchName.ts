/** Returns whether a text is the name of a branch: https://git-scm.com/docs/git-check-ref-format */
export function isBranchName(text: string): boolean {
  return text !== '' && !/[\p{Cc} ~^:?*[\\%#]|\.\.|^[/.-]|[/.]$/u.test(text);
}
