import type { Context, MiddlewareHandler } from 'hono';
import type { StubContext } from '../context';
import { urlOfPath } from '../http/Site';
import type { StubEnv } from '../http/StubEnv';
import {
  htmlAnswer,
  rateLimitAnswer,
  statusAnswer,
  type FaultAnswer,
} from './faultBodies';
import type { Hit } from '../faults/Faults';
import { identify } from './identify';
import { isObject, mergePatch } from './mergePatch';

const DEFAULT_RETRY_AFTER = 3600;

/** The OAuth and REST endpoints, git and archives, but not the pages of the stub. */
const OF_BITBUCKET =
  /^\/(site|2\.0)\/|^(\/[^/]+){2}\/(info\/refs$|git-\w+-pack$|get\/)/;

/** Applies the active fault rules to requests for what Bitbucket has. */
export function createFaultMiddleware(
  context: StubContext,
): MiddlewareHandler<StubEnv> {
  const { faults, connections, store, switches } = context;

  return (c, next) => {
    if (faults.isEmpty || !OF_BITBUCKET.test(c.req.path)) {
      return next();
    }
    const request = identify(c, context);
    const hits = faults.hit(request);
    if (hits.length === 0) {
      return next();
    }
    // The journal needs this data even if no route runs.
    c.set('person', request.person());
    c.set('client', store.findClient(request.client() ?? ''));
    return act(c, next, hits);
  };

  async function act(
    c: Context<StubEnv>,
    next: () => Promise<void>,
    hits: Hit[],
  ): Promise<Response | void> {
    c.set(
      'faults',
      hits.map(hit => hit.id),
    );
    const latency = hits.reduce(
      (sum, { rule }) => sum + (rule.latency ?? 0),
      0,
    );
    if (latency > 0) {
      await connections.wait(latency);
    }
    const hit = hits[hits.length - 1];
    const { rule } = hit;
    if (rule.hang) {
      context.exchanges.of(c)?.recordNoAnswer();
      return connections.hold(c.env.outgoing!);
    }
    if (rule.reset) {
      context.exchanges.of(c)?.recordNoAnswer();
      return connections.reset(c.env.outgoing!);
    }
    const answer = answerOf(c.req.path, hit);
    if (answer) {
      return new Response(answer.body, {
        status: answer.status,
        headers: { 'Content-Type': answer.type, ...answer.headers },
      });
    }
    await next();
    return change(c, hit);
  }

  function answerOf(path: string, hit: Hit): FaultAnswer | undefined {
    const { status, message, rateLimit, html, redirect } = hit.rule;
    if (html) {
      return htmlAnswer(status ?? 200, message);
    }
    if (rateLimit !== undefined || status === 429) {
      const retryAfter = hit.retryAfter ?? DEFAULT_RETRY_AFTER;
      return rateLimitAnswer(path, switches, message, retryAfter);
    }
    if (redirect !== undefined) {
      const headers = { Location: redirect };
      return { status: 307, type: 'text/plain', body: '', headers };
    }
    return status === undefined
      ? undefined
      : statusAnswer(path, status, message);
  }

  async function change(
    c: Context<StubEnv>,
    { rule }: Hit,
  ): Promise<Response | void> {
    const { truncate, contentType, next, merge } = rule;
    if (truncate !== undefined && truncate !== false) {
      const body = Buffer.from(await c.res.arrayBuffer());
      const length = truncate === true ? Math.floor(body.length / 2) : truncate;
      return connections.truncate(c.env.outgoing!, {
        status: c.res.status,
        headers: Object.fromEntries(c.res.headers),
        body,
        length: Math.min(length, Math.max(body.length - 1, 0)),
      });
    }
    if (contentType !== undefined) {
      replace(c, await c.res.arrayBuffer(), { 'content-type': contentType });
    }
    if (next !== undefined) {
      const text = await c.res.text();
      const url = next === 'loop' ? loopOf(c, context) : next;
      replace(c, withNext(text, url), {});
    }
    if (merge !== undefined) {
      const text = await c.res.text();
      replace(
        c,
        changeJson(text, body => mergePatch(body, merge)),
        {},
      );
    }
    return undefined;
  }
}

function loopOf(c: Context<StubEnv>, context: StubContext): string {
  const { pathname, search } = new URL(c.req.url);
  return urlOfPath(context.site, `${pathname}${search}`);
}

function withNext(text: string, next: string): string {
  return changeJson(text, body =>
    isObject(body) && Array.isArray(body.values) ? { ...body, next } : body,
  );
}

function changeJson(text: string, change: (body: unknown) => unknown): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return text;
  }
  return JSON.stringify(change(body));
}

function replace(
  c: Context<StubEnv>,
  body: string | ArrayBuffer,
  changed: Record<string, string>,
): void {
  const { status, headers } = c.res;
  const all = { ...Object.fromEntries(headers), ...changed };
  // Otherwise, Hono would copy the headers of the first response to the second.
  c.res = undefined;
  const isEmpty = body === '' || (body as ArrayBuffer).byteLength === 0;
  // A redirect and a 204 must not have a body, not even an empty one.
  c.res = new Response(isEmpty ? null : body, { status, headers: all });
}
