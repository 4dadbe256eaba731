/**
 * The parameters of an OAuth request. An empty parameter counts as missing, and no parameter can be
 * repeated (RFC 6749, section 3.1).
 */
export class Parameters {
  constructor(private readonly parameters: URLSearchParams) {}

  get(name: string): string | undefined {
    return this.parameters.get(name) || undefined;
  }

  /** The name of a parameter that was sent more than once. */
  get repeated(): string | undefined {
    return [...this.parameters.keys()].find(
      name => this.parameters.getAll(name).length > 1,
    );
  }
}
