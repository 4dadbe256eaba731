/**
 * Sign-in with Bitbucket Cloud and the sessions of the portal.
 *
 * @packageDocumentation
 */
export {};
