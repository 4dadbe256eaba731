import { type AuthProviderRouteHandlers } from '@backstage/plugin-auth-node';

type Handler = AuthProviderRouteHandlers['frameHandler'];

/** An Express request, with the types that the auth backend was built with. */
export type Request = Parameters<Handler>[0];

/** The response to a {@link Request}. */
export type Response = Parameters<Handler>[1];
