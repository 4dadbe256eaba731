export interface Config {
  backend?: {
    auditor?: {
      /**
       * Where the audit log goes: `stderr`, or the absolute path of a file to which the portal appends lines of JSON.
       * Default: into the log of the portal, with `isAuditEvent: true`.
       */
      output?: string;
    };
  };
}
