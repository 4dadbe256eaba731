export interface Config {
  signals?: {
    /** WebSockets that are open at one instance at the same time. */
    limits?: {
      /** Of one user. Default: 20. */
      connectionsPerUser?: number;
      /** From one address, behind which a whole office can be. Default: 1000. */
      connectionsPerAddress?: number;
    };
  };
}
