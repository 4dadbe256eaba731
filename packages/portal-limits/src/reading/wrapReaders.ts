import { type ReaderFactory } from '@backstage/backend-defaults/urlReader';
import { type UrlReaderService } from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';

/** Wraps each reader of a factory. */
export function wrapReaders(
  factory: ReaderFactory,
  wrap: (
    reader: UrlReaderService,
    integrations: ScmIntegrations,
  ) => UrlReaderService,
): ReaderFactory {
  return options => {
    const integrations = ScmIntegrations.fromConfig(options.config);
    return factory(options).map(({ predicate, reader }) => ({
      predicate,
      reader: wrap(reader, integrations),
    }));
  };
}
