export interface Config {
  permission?: {
    /**
     * Administrators: references of groups and users, for example `group:default/platform`. Direct
     * members of a group count. Default: no administrators.
     */
    administrators?: string[];
  };
}
