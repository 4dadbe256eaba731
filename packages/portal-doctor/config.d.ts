export interface Config {
  doctor?: {
    /**
     * What the check before the start refuses, and you accept. Each has the reason as its value, which
     * the check prints. See docs/operate/exceptions.md
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
