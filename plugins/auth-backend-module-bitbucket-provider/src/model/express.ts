import { AuthProviderRouteHandlers } from '@backstage/plugin-auth-node';

type Handler = AuthProviderRouteHandlers['frameHandler'];

/** A request of Express, by the types that the auth backend was built with. */
export type Request = Parameters<Handler>[0];

/** The answer to a {@link Request}. */
export type Response = Parameters<Handler>[1];
