import { readFileSync } from 'node:fs';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

interface Operation {
  security?: { oauth2?: string[] }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

const ID = 'https://openapi.example/';

/** Atlassian's OpenAPI document of Bitbucket Cloud, which is not part of this repository. */
export class OpenApi {
  readonly #document: OpenApiDocument;
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, ValidateFunction>();

  /** @param path - Path of the document in JSON. */
  constructor(path: string) {
    this.#document = JSON.parse(readFileSync(path, 'utf8'));
    // The document contains OpenAPI keywords that JSON Schema does not define.
    this.#ajv = new Ajv({
      allErrors: true,
      strict: false,
      validateSchema: false,
    });
    addFormats(this.#ajv);
    this.#ajv.addSchema({ $id: ID, ...this.#document });
  }

  hasOperation(method: string, path: string): boolean {
    return this.#operation(method, path) !== undefined;
  }

  hasSchema(method: string, path: string, status: number): boolean {
    const response = this.#operation(method, path)?.responses[status];
    return response?.content?.['application/json'] !== undefined;
  }

  /** Returns the scopes that a token requires, according to the document. */
  scopesOf(method: string, path: string): string[] {
    const { security = [] } = this.#operation(method, path) ?? {};
    return security.flatMap(({ oauth2 = [] }) => oauth2);
  }

  /**
   * Returns the problems of a response according to the schema of its operation and status, one per
   * line.
   */
  findProblems(
    method: string,
    path: string,
    status: number,
    body: unknown,
  ): string[] {
    return this.#validate(
      ['paths', path, method.toLowerCase(), 'responses', String(status)]
        .concat('content', 'application/json', 'schema')
        .map(escapePointer)
        .join('/'),
      body,
    );
  }

  /** The same with a schema under `components`. */
  findProblemsBySchema(name: string, body: unknown): string[] {
    return this.#validate(`components/schemas/${name}`, body);
  }

  #operation(method: string, path: string): Operation | undefined {
    return this.#document.paths[path]?.[method.toLowerCase()];
  }

  #validate(pointer: string, body: unknown): string[] {
    let validate = this.#validators.get(pointer);
    if (!validate) {
      validate = this.#ajv.compile({ $ref: `${ID}#/${pointer}` });
      this.#validators.set(pointer, validate);
    }
    validate(body);
    return (validate.errors ?? [])
      .filter(isReal)
      .map(
        ({ instancePath, message, params }) =>
          `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`,
      );
  }
}

/**
 * Returns whether a problem is one of the response, and not a contradiction in the document.
 *
 * The document names `null` as a state of a participant, but gives it the type of a text. Its list of selectors lacks
 * the one of pull requests, which its own description uses.
 */
function isReal({ instancePath, keyword }: ErrorObject): boolean {
  return !(
    /\/participants\/\d+\/(state|participated_on)$/.test(instancePath) ||
    (/\/selector\/type$/.test(instancePath) && keyword === 'enum')
  );
}

function escapePointer(key: string): string {
  return encodeURIComponent(key.replace(/~/g, '~0').replace(/\//g, '~1'));
}
