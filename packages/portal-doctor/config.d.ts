export interface Config {
  doctor?: {
    /**
     * The most instances that run at the same time, including one more during an upgrade. With
     * `--connect`, the doctor compares their connections with `max_connections` of PostgreSQL. A problem
     * if it is not a whole number above 0. See docs/operate/kubernetes.md
     */
    instances?: number;
    /**
     * The most connections to PostgreSQL, if a connection pooler is in front of it. The doctor then
     * compares this number with `max_connections`, and not the connections of `instances`.
     */
    databaseConnections?: number;
    /**
     * Problems that the operator accepts. The check before the start rejects them otherwise. Each value
     * is the reason, which the check prints. See docs/operate/exceptions.md
     */
    exceptions?: {
      /** A database at localhost or over a unix socket, with or without TLS. */
      databaseOnThisMachine?: string;
      /** A database without a password. */
      databaseWithoutPassword?: string;
      /** A cache at localhost, with or without TLS. */
      cacheOnThisMachine?: string;
      /** A cache without a password. */
      cacheWithoutPassword?: string;
      /** A database that a newer build has migrated, which this build may misread. */
      databaseOfNewerBuild?: string;
    };
  };
}
