import { type CST } from 'yaml';

/** Tracks the nesting depth of a file by its indentation, dashes and brackets. */
export class Nesting {
  readonly #indents: number[] = [];
  #brackets = 0;
  #dashes = 0;
  #isLineStart = true;
  #indent = 0;

  get depth(): number {
    return this.#indents.length + this.#brackets + this.#dashes;
  }

  add(type: CST.TokenType | null | undefined, length: number) {
    if (type === 'newline') {
      this.#isLineStart = true;
      this.#indent = 0;
      return;
    }
    if (this.#isLineStart) {
      if (type === 'space') {
        this.#indent = length;
        return;
      }
      this.#isLineStart = false;
      if (type !== 'comment' && this.#brackets === 0) {
        this.#startLine();
      }
    }
    if (type === 'seq-item-ind') {
      this.#dashes++;
    } else if (type === 'flow-seq-start' || type === 'flow-map-start') {
      this.#brackets++;
    } else if (type === 'flow-seq-end' || type === 'flow-map-end') {
      this.#brackets = Math.max(0, this.#brackets - 1);
    } else if (type === 'doc-start') {
      this.#indents.length = 0;
      this.#brackets = 0;
    }
  }

  #startLine() {
    this.#dashes = 0;
    while ((this.#indents.at(-1) ?? -1) >= this.#indent) {
      this.#indents.pop();
    }
    this.#indents.push(this.#indent);
  }
}
