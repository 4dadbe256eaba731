import { redactSecrets } from '@backstage-bitbucket/test-kit';
import { portalSecrets } from './createPortalConfig';

/** Returns a text for a report, without the credentials in it. */
export const redact = (text: string) =>
  redactSecrets(text, Object.values(portalSecrets));
