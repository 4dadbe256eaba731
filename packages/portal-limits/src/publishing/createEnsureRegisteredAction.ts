import { type BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { type ScmIntegrations } from '@backstage/integration';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import {
  createTemplateAction,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { setTimeout as sleep } from 'node:timers/promises';

/** Bitbucket does not return the files of a new repository in the first seconds. */
const ATTEMPTS = 4;
const PAUSE_MS = 2000;

const SOURCE = 'metadata.annotations.backstage.io/managed-by-location';

type State = 'new' | 'known' | 'late';

const MESSAGES: Record<State, (target: string) => string> = {
  new: target => `The catalog reads ${target}.`,
  known: target => `The catalog already contains ${target}.`,
  late: target =>
    `Bitbucket does not return ${target} yet. The catalog reads all repositories, and adds it by itself.`,
};

/**
 * The template action `catalog:ensure-registered`. Backstage's `catalog:register` fails in the second run of a
 * template: it registers the file before it reads it, so a file that cannot be read yet is registered already.
 *
 * A file that a provider reads is not registered: the catalog reads its repository at once.
 */
export function createEnsureRegisteredAction(
  integrations: ScmIntegrations,
  catalog: CatalogService,
): TemplateAction<any, any, any> {
  return createTemplateAction({
    id: 'catalog:ensure-registered',
    description:
      'Registers a catalog file, unless it is registered or the catalog contains its entities, for example because it imports all repositories.',
    examples: [
      {
        description: 'Register the catalog file of a new repository',
        example: `steps:
  - id: register
    action: catalog:ensure-registered
    input:
      repoContentsUrl: \${{ steps.publish.output.repoContentsUrl }}
`,
      },
    ],
    schema: {
      input: {
        repoContentsUrl: z =>
          z.string({ description: 'The URL of a branch of the repository' }),
        catalogInfoPath: z =>
          z
            .string({
              description:
                'The path of the catalog file; default: /catalog-info.yaml',
            })
            .optional(),
      },
      output: {
        catalogInfoUrl: z => z.string({ description: 'The URL of the file' }),
      },
    },
    async handler(context) {
      const { repoContentsUrl, catalogInfoPath = '/catalog-info.yaml' } =
        context.input;
      const integration = integrations.byUrl(repoContentsUrl);
      if (!integration) {
        throw new InputError(
          `The portal does not read the host of ${repoContentsUrl}.`,
        );
      }
      const target = integration.resolveUrl({
        base: repoContentsUrl,
        url: catalogInfoPath,
      });
      const credentials = await context.getInitiatorCredentials();
      const { items } = await catalog.getEntities(
        { filter: { [SOURCE]: `url:${target}` }, fields: ['kind'], limit: 1 },
        { credentials },
      );
      const state =
        items.length > 0
          ? 'known'
          : await register(context, { catalog, target, credentials });
      context.logger.info(MESSAGES[state](target));
      context.output('catalogInfoUrl', target);
    },
  });
}

/** @returns `late` if a provider reads the file, and Bitbucket does not return it yet */
async function register(
  { signal }: { signal?: AbortSignal },
  of: {
    catalog: CatalogService;
    target: string;
    credentials: BackstageCredentials;
  },
): Promise<State> {
  const { catalog, credentials, target } = of;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await catalog.addLocation({ type: 'url', target }, { credentials });
      return 'new';
    } catch (error) {
      // The error of a response, and the one of a catalog in the same process.
      const { name, cause } = error as Error & { cause?: Error };
      const names = [name, cause?.name];
      if (names.includes('ConflictError')) {
        return 'known';
      }
      if (!names.includes('NotFoundError')) {
        throw error;
      }
      if (attempt === ATTEMPTS) {
        return 'late';
      }
      await sleep(PAUSE_MS, undefined, { signal });
    }
  }
}
