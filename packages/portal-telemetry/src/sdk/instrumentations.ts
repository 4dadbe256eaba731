import { type Span } from '@opentelemetry/api';
import { type Instrumentation } from '@opentelemetry/instrumentation';
import {
  ExpressInstrumentation,
  ExpressLayerType,
} from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { RedisInstrumentation } from '@opentelemetry/instrumentation-redis';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { WinstonInstrumentation } from '@opentelemetry/instrumentation-winston';
import { ClientRequest, type IncomingMessage } from 'node:http';

/**
 * Removes the query from the attributes of a span: the query of a callback contains an authorization code.
 */
function hideQuery(span: Span, request: ClientRequest | IncomingMessage): void {
  if (request instanceof ClientRequest) {
    const { host, path, protocol } = request;
    span.setAttribute('url.full', `${protocol}//${host}${withoutQuery(path)}`);
  } else {
    span.setAttribute('url.query', '');
  }
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, '');
}

/** Measures of HTTP, the database and the runtime. */
export function createInstrumentations(traces: boolean): Instrumentation[] {
  const http = new HttpInstrumentation({
    requestHook: hideQuery,
    ignoreIncomingRequestHook: ({ url }) =>
      url?.startsWith('/.backstage/health/') ?? false,
    // A scheduled task without a span would begin a trace for each of its requests.
    requireParentforOutgoingSpans: true,
  });
  const undici = new UndiciInstrumentation({
    requireParentforSpans: true,
    startSpanHook: ({ origin, path }) => ({
      'url.full': `${origin}${withoutQuery(path)}`,
      'url.query': '',
    }),
  });
  const runtime = new RuntimeNodeInstrumentation();
  // Statements have placeholders, and the values of parameters are not recorded.
  // Without traces, no query has a span, and all are measured.
  const pg = new PgInstrumentation({ requireParentSpan: traces });
  if (!traces) {
    return [http, undici, runtime, pg];
  }
  return [
    http,
    undici,
    runtime,
    pg,
    // A request passes dozens of them. The name of the route is known also without their spans.
    new ExpressInstrumentation({
      ignoreLayersType: [ExpressLayerType.MIDDLEWARE, ExpressLayerType.ROUTER],
    }),
    new RedisInstrumentation({
      requireParentSpan: true,
      // Keys and values can contain data of users.
      dbStatementSerializer: command => command,
    }),
    // Adds trace_id and span_id to the lines of the log.
    new WinstonInstrumentation({ disableLogSending: true }),
  ];
}
