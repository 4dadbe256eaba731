import type { Context } from 'hono';
import type { StubEnv } from './StubEnv';

/** Reads a form-encoded body; undefined for another content type. */
export function readForm(c: Context<StubEnv>): URLSearchParams | undefined {
  const [type] = (c.req.header('content-type') ?? '').split(';');
  return type.trim().toLowerCase() === 'application/x-www-form-urlencoded'
    ? new URLSearchParams(c.var.body)
    : undefined;
}
