/** The permissions that an account granted to a client. */
export interface Grant {
  clientId: string;
  /** Undefined if the client has no user (`client_credentials`). */
  personUuid: string | undefined;
  scopes: string[];
}

/** A grant in the form of an access token. Times are milliseconds since the Unix epoch. */
export interface AccessGrant extends Grant {
  issuedAt: number;
  expiresAt: number;
}
