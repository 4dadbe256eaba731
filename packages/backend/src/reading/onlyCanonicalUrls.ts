import { ReaderFactory } from '@backstage/backend-defaults/urlReader';
import { UrlReaderService } from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { requireCanonicalUrl } from './canonicalUrl';

/** Wraps the factory of URL readers, so that they refuse each URL that is not canonical. */
export function onlyCanonicalUrls(factory: ReaderFactory): ReaderFactory {
  return options => {
    const integrations = ScmIntegrations.fromConfig(options.config);
    return factory(options).map(({ predicate, reader }) => ({
      predicate,
      reader: withCheckedUrls(reader, integrations),
    }));
  };
}

function withCheckedUrls(
  reader: UrlReaderService,
  integrations: ScmIntegrations,
): UrlReaderService {
  const check = (url: string) => {
    requireCanonicalUrl(url, integrations);
    return url;
  };
  return {
    readUrl: async (url, options) => reader.readUrl(check(url), options),
    readTree: async (url, options) => reader.readTree(check(url), options),
    search: async (url, options) => reader.search(check(url), options),
  };
}
