import { DefaultAuditorService } from '@backstage/backend-defaults/auditor';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import eventsPlugin from '@backstage/plugin-events-backend';
import {
  type EventParams,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import { type JsonObject } from '@backstage/types';
import { type OutgoingHttpHeaders } from 'node:http';
import bitbucketWebhooksFeatures from '..';
import {
  type Answer,
  headersOf,
  PUSH,
  type RawRequest,
  SECRET,
  sendRaw,
  WORKSPACE,
} from './signedRequest';

type Features = NonNullable<Parameters<typeof startTestBackend>[0]['features']>;

/** The outcome of an audited delivery. */
export interface AuditedDelivery {
  status: string;
  meta: JsonObject;
}

/** A backend with the events plugin and this module. */
export interface WebhookBackend {
  port: number;
  /** The events that a subscriber received, in order. */
  events: EventParams[];
  /** The number of requests by outcome. */
  counts: Record<string, number>;
  audited: AuditedDelivery[];
  /** Everything that was logged or audited. */
  lines: string[];
  /** Sends a delivery of {@link PUSH} as Bitbucket does, except for the given headers. */
  send(
    headers?: OutgoingHttpHeaders,
    options?: Partial<RawRequest> & { body?: string | Buffer },
  ): Promise<Answer>;
  runCleanup(): Promise<void>;
  stop(): Promise<void>;
}

/** The configuration of a portal that accepts webhooks. */
export const CONFIG = {
  webhookSecrets: [SECRET],
  workspaces: [WORKSPACE.uuid],
};

/**
 * Starts a backend.
 *
 * @param options - `config` replaces {@link CONFIG}; `features` are added after the events plugin
 */
export async function startWebhooks(
  options: { config?: JsonObject; root?: JsonObject; features?: Features } = {},
): Promise<WebhookBackend> {
  const { config = CONFIG, root, features = [] } = options;
  const events: EventParams[] = [];
  const counts: Record<string, number> = {};
  const audited: AuditedDelivery[] = [];
  const lines: string[] = [];
  const write = (message: unknown, meta?: unknown) =>
    lines.push(`${message} ${JSON.stringify(meta ?? {}, replaceErrors)}`);
  const logger = mockServices.rootLogger.mock({
    child: () => logger,
    debug: write,
    info: write,
    warn: write,
    error: write,
  });
  const scheduler = mockServices.scheduler();
  const backend = await startTestBackend({
    features: [
      eventsPlugin,
      bitbucketWebhooksFeatures,
      createSubscriber(events),
      logger.factory,
      createAuditor(audited, write),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      createServiceFactory({
        service: metricsServiceRef,
        deps: {},
        factory: () => createMetrics(counts),
      }),
      mockServices.rootConfig.factory({
        data: {
          ...root,
          events: {
            ...Object(root?.events),
            modules: { bitbucketCloud: config },
          },
        },
      }),
      ...features,
    ],
  });
  const port = backend.server.port();
  return {
    port,
    events,
    counts,
    audited,
    lines,
    send: (headers = {}, { body = JSON.stringify(PUSH), ...request } = {}) =>
      sendRaw({
        port,
        parts: [body],
        ...request,
        headers: {
          ...headersOf(body),
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      }),
    runCleanup: () => scheduler.triggerTask('bitbucket-webhooks-cleanup'),
    stop: () => backend.stop(),
  };
}

function createSubscriber(events: EventParams[]) {
  return createBackendModule({
    pluginId: 'events',
    moduleId: 'test-subscriber',
    register(reg) {
      reg.registerInit({
        deps: { events: eventsServiceRef },
        init: ({ events: service }) =>
          service.subscribe({
            id: 'test',
            topics: ['bitbucketCloud', 'bitbucketCloud.repo:push'],
            onEvent: async event => {
              events.push(event);
            },
          }),
      });
    },
  });
}

function createAuditor(
  audited: AuditedDelivery[],
  write: (message: unknown, meta?: unknown) => void,
) {
  return createServiceFactory({
    service: coreServices.auditor,
    deps: {
      auth: coreServices.auth,
      httpAuth: coreServices.httpAuth,
      plugin: coreServices.pluginMetadata,
    },
    factory: deps =>
      DefaultAuditorService.create(event => {
        write(`audit ${event.eventId}`, event);
        if (event.status !== 'initiated') {
          audited.push({ status: event.status, meta: event.meta ?? {} });
        }
      }, deps),
  });
}

function createMetrics(counts: Record<string, number>) {
  return metricsServiceMock.mock({
    createCounter: name => ({
      add: (value, attributes) => {
        if (name === 'bitbucket_webhooks.deliveries') {
          const { outcome } = Object(attributes);
          counts[outcome] = (counts[outcome] ?? 0) + value;
        }
      },
    }),
  });
}

function replaceErrors(_key: string, value: unknown) {
  return value instanceof Error
    ? { name: value.name, message: value.message, stack: value.stack }
    : value;
}
