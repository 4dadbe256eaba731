export interface Config {
  permission?: {
    /**
     * Who may do everything: references of groups and users, as in `group:default/platform`. Direct
     * members of a group count; default: nobody.
     */
    administrators?: string[];
  };
}
