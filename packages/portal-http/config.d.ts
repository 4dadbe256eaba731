export interface Config {
  signals?: {
    /** Limits on the WebSockets that are open at one instance at the same time. */
    limits?: {
      /** Per user. Default: 20. */
      connectionsPerUser?: number;
      /** Per client address. A whole office can share one address. Default: 1000. */
      connectionsPerAddress?: number;
    };
  };
}
