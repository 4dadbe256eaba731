import { z } from 'zod/v4';
import { BITBUCKET_CLOUD_API_BASE_URL } from './baseUrl';
import { ProgramCalls } from './ProgramCalls';
import { readPages } from './readPages';
import { parseBody } from './requestJson';
import { pageSchema, UUID_IN_BRACES } from './schemas';
import { normalizeBitbucketUuid } from './uuid';
import {
  type BitbucketCallOptions,
  type BitbucketWorkspaceClientOptions,
} from './workspaceClientOptions';

/** A workspace cannot have more than 10,000 webhooks. */
const MAX_PAGES = 100;

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/#api-workspaces-workspace-hooks-get */
const webhookSchema = z.object({
  uuid: z
    .string()
    .regex(UUID_IN_BRACES, 'is not a uuid in braces')
    .transform(normalizeBitbucketUuid),
  url: z.string(),
  description: z.string().nullish(),
  active: z.boolean(),
  events: z.array(z.string()),
  secret_set: z.boolean().nullish(),
});
const webhookPageSchema = pageSchema(webhookSchema);

/**
 * The settings of a webhook.
 *
 * @public
 */
export interface BitbucketWebhookSettings {
  /** The address to which Bitbucket sends events. */
  url: string;
  /** The purpose, on Bitbucket's page of webhooks. */
  description: string;
  /** Whether Bitbucket sends events. */
  active: boolean;
  /** The events, for example `repo:push`. */
  events: string[];
  /** The key of the signature; at most 128 characters. */
  secret: string;
}

/**
 * A webhook as Bitbucket returns it, without its secret.
 *
 * @public
 */
export interface BitbucketWebhook
  extends Omit<BitbucketWebhookSettings, 'secret'> {
  /** With braces and in lower case. */
  uuid: string;
  /** Whether the webhook has a secret. Undefined if Bitbucket does not return it. */
  hasSecret?: boolean;
}

/**
 * Reads and changes the webhooks of a workspace, as an administrator of the workspace. The calls require
 * the scope `webhook`. Creating and changing a webhook also requires the scopes of its events:
 * `repository`, `pullrequest`, `project`.
 *
 * Every method throws a `BitbucketCloudError`, like `BitbucketWorkspaceClient`. A change is not repeated
 * after a temporary error.
 *
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-workspaces/#api-workspaces-workspace-hooks-get
 *
 * @public
 */
export class BitbucketWebhooksClient {
  readonly #url: string;
  readonly #calls: ProgramCalls;

  constructor(options: BitbucketWorkspaceClientOptions) {
    const base = options.apiBaseUrl ?? BITBUCKET_CLOUD_API_BASE_URL;
    const workspace = encodeURIComponent(options.workspace);
    this.#url = `${base}/workspaces/${workspace}/hooks`;
    this.#calls = new ProgramCalls(options);
  }

  /** Returns all webhooks of the workspace, without those of its repositories. */
  async list(options: BitbucketCallOptions = {}): Promise<BitbucketWebhook[]> {
    const what = 'the webhooks of the workspace';
    const webhooks: BitbucketWebhook[] = [];
    const pages = readPages({
      url: `${this.#url}?pagelen=100`,
      schema: webhookPageSchema,
      what,
      maxPages: MAX_PAGES,
      get: url => this.#calls.get(url, what, options),
    });
    for await (const page of pages) {
      webhooks.push(...page.map(toWebhook));
    }
    return webhooks;
  }

  /** Creates a webhook. */
  create(
    settings: BitbucketWebhookSettings,
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketWebhook> {
    return this.#send('POST', { url: this.#url, body: settings }, options);
  }

  /**
   * Changes a webhook. Its other settings, including the secret, remain.
   *
   * @param changes - the uuid of the webhook, and its new settings
   */
  update(
    { uuid, ...changes }: Partial<BitbucketWebhookSettings> & { uuid: string },
    options: BitbucketCallOptions = {},
  ): Promise<BitbucketWebhook> {
    const url = `${this.#url}/${encodeURIComponent(uuid)}`;
    return this.#send('PUT', { url, body: changes }, options);
  }

  async #send(
    method: 'POST' | 'PUT',
    { url, body }: { url: string; body: object },
    options: BitbucketCallOptions,
  ): Promise<BitbucketWebhook> {
    const what = 'a change of the webhook';
    const request = { url, what, json: { method, body } };
    const response = await this.#calls.send(request, options);
    return toWebhook(parseBody(webhookSchema, response, what));
  }
}

function toWebhook({
  description,
  secret_set,
  ...webhook
}: z.output<typeof webhookSchema>): BitbucketWebhook {
  return {
    ...webhook,
    description: description ?? '',
    hasSecret: secret_set ?? undefined,
  };
}
