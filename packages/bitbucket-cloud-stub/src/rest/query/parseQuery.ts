import { invalidQuery, tokenize, type Literal, type Token } from './tokenize';

/** A comparison operator. */
export type Operator =
  | '='
  | '!='
  | '~'
  | '!~'
  | '>'
  | '>='
  | '<'
  | '<='
  | 'IN'
  | 'NOT IN';

/** A parsed query. */
export type Query =
  | { kind: 'and' | 'or'; parts: Query[] }
  | {
      kind: 'comparison';
      field: string;
      operator: Operator;
      /** One value, or those of the list after `IN`. */
      values: Literal[];
      /** The position of the field in the query, from 1. */
      at: number;
    };

const COMPARISONS = ['=', '!=', '~', '!~', '>', '>=', '<', '<='];
const DEEPEST = 50;

class Parser {
  #position = 0;
  #depth = 0;

  constructor(private readonly tokens: Token[]) {}

  parse(): Query {
    const query = this.#any();
    if (this.#next.type !== 'end') {
      throw this.#unexpected('AND, OR or the end');
    }
    return query;
  }

  get #next(): Token {
    return this.tokens[this.#position];
  }

  #any(): Query {
    return this.#joined('or', () => this.#joined('and', () => this.#term()));
  }

  #joined(kind: 'and' | 'or', read: () => Query): Query {
    const parts = [read()];
    while (this.#takeWord(kind)) {
      parts.push(read());
    }
    return parts.length === 1 ? parts[0] : { kind, parts };
  }

  #term(): Query {
    if (!this.#takeSymbol('(')) {
      return this.#comparison();
    }
    if (++this.#depth > DEEPEST) {
      throw invalidQuery(this.#next.at, 'too many parentheses');
    }
    const query = this.#any();
    this.#depth--;
    this.#expectSymbol(')');
    return query;
  }

  #comparison(): Query {
    const token = this.#next;
    if (token.type !== 'word' || /^(and|or|in|not)$/i.test(token.text)) {
      throw this.#unexpected('the name of a field');
    }
    this.#position++;
    const { text: field, at } = token;
    const operator = this.#operator();
    const values = operator.endsWith('IN') ? this.#list() : [this.#literal()];
    return { kind: 'comparison', field, operator, values, at };
  }

  #operator(): Operator {
    const token = this.#next;
    if (token.type === 'symbol' && COMPARISONS.includes(token.text)) {
      this.#position++;
      return token.text as Operator;
    }
    if (this.#takeWord('in')) {
      return 'IN';
    }
    if (this.#takeWord('not') && this.#takeWord('in')) {
      return 'NOT IN';
    }
    throw this.#unexpected('an operator');
  }

  #list(): Literal[] {
    this.#expectSymbol('(');
    const values = [this.#literal()];
    while (this.#takeSymbol(',')) {
      values.push(this.#literal());
    }
    this.#expectSymbol(')');
    return values;
  }

  #literal(): Literal {
    const token = this.#next;
    if (token.type !== 'literal') {
      throw this.#unexpected('a value; texts must be in double quotes');
    }
    this.#position++;
    return token.literal;
  }

  #takeWord(word: string): boolean {
    const token = this.#next;
    const taken = token.type === 'word' && token.text.toLowerCase() === word;
    this.#position += taken ? 1 : 0;
    return taken;
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#next;
    const taken = token.type === 'symbol' && token.text === symbol;
    this.#position += taken ? 1 : 0;
    return taken;
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) {
      throw this.#unexpected(`"${symbol}"`);
    }
  }

  #unexpected(wanted: string) {
    return invalidQuery(this.#next.at, `expected ${wanted}`);
  }
}

/**
 * Parses the language of the parameter `q`: comparisons, `AND` before `OR`, and parentheses.
 *
 * Source: https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering
 *
 * @throws RestError, a 400 with the position of the syntax error.
 */
export function parseQuery(text: string): Query {
  return new Parser(tokenize(text)).parse();
}
