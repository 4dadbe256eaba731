import { InputError } from '@backstage/errors';

/**
 * Returns the provider with an id, for a command that concerns one provider.
 *
 * @param providersKey - the key that contains all providers, for errors
 * @param id - optional if there is only one provider
 * @throws InputError if the configuration has no such provider
 *
 * @public
 */
export function chooseProvider<T extends { id: string }>(
  configs: readonly T[],
  providersKey: string,
  id?: string,
): T {
  const ids = configs.map(each => each.id).join(', ');
  if (configs.length === 0) {
    throw new InputError(
      `${providersKey} is empty. Add an entry, or use --config to pass the configuration file that contains one.`,
    );
  }
  if (id === undefined && configs.length > 1) {
    throw new InputError(`Select one of the providers with --id: ${ids}.`);
  }
  const chosen = configs.find(each => id === undefined || each.id === id);
  if (!chosen) {
    throw new InputError(
      `The provider '${id}' does not exist. Use one of: ${ids}.`,
    );
  }
  return chosen;
}
