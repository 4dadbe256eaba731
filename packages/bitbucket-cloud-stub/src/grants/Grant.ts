/** Who allowed which client what. */
export interface Grant {
  clientId: string;
  /** Undefined where the client acts for itself (`client_credentials`). */
  personUuid: string | undefined;
  scopes: string[];
}

/** A grant in the shape of an access token. Times are milliseconds since 1970. */
export interface AccessGrant extends Grant {
  issuedAt: number;
  expiresAt: number;
}
