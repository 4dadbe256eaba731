import { InputError } from '@backstage/errors';
import { type ScmIntegrations } from '@backstage/integration';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import {
  createTemplateAction,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';

const SOURCE = 'metadata.annotations.backstage.io/managed-by-location';

/**
 * The template action `catalog:ensure-registered`. Backstage's `catalog:register` fails in the second run of a
 * template: it registers the file before it reads it, so a file that cannot be read yet is registered already.
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
      const isNew =
        items.length === 0 && (await register(catalog, target, credentials));
      context.logger.info(
        isNew
          ? `${target} is registered.`
          : `The catalog already contains ${target}.`,
      );
      context.output('catalogInfoUrl', target);
    },
  });
}

/** @returns whether the file was not registered before */
async function register(
  catalog: CatalogService,
  target: string,
  credentials: Parameters<CatalogService['addLocation']>[1]['credentials'],
): Promise<boolean> {
  try {
    await catalog.addLocation({ type: 'url', target }, { credentials });
    return true;
  } catch (error) {
    // The error of a response, and the one of a catalog in the same process.
    const { name, cause } = error as Error & { cause?: Error };
    if (name === 'ConflictError' || cause?.name === 'ConflictError') {
      return false;
    }
    throw error;
  }
}
