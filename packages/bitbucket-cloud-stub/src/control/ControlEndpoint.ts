import type { Context } from 'hono';
import type { StubContext } from '../context';
import type { StubEnv } from '../http/StubEnv';
import type { ControlledStub } from '../BitbucketCloudStub';
import type { StubSnapshot } from '../Snapshots';

/** The inputs of an endpoint. */
interface Call {
  c: Context<StubEnv>;
  context: StubContext;
  stub: ControlledStub;
  snapshots: Map<string, StubSnapshot>;
}

/** One control endpoint. */
export interface ControlEndpoint {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path after `/_stub`. */
  path: string;
  /** Description for the list at `/_stub` and the README. */
  does: string;
  /** Returns the response body, or undefined for a 204. */
  respond(call: Call): unknown;
}
