import { FailedSignIns } from '../budget/FailedSignIns';
import { SessionConfig } from '../config/sessionConfig';
import { BitbucketAccess } from '../oauth/BitbucketAccess';
import { SignInPolicy } from '../policy/signInPolicy';
import { UserResolver } from '../resolvers/signInResolver';
import { AuditLog } from '../audit/AuditLog';
import { AttemptStore } from '../sessions/AttemptStore';
import { BackgroundTasks } from '../sessions/BackgroundTasks';
import { SessionChecks } from '../sessions/SessionChecks';
import { Sessions } from '../sessions/Sessions';
import { Metrics } from '../audit/Metrics';
import { RecentValues } from '../audit/RecentValues';
import { SessionCookies } from './SessionCookies';
import { OriginOptions } from './requestChecks';

/** One auth environment: one OAuth consumer, with its policy and resolvers. */
export interface ProviderEnvironment {
  name: string;
  access: BitbucketAccess;
  /** Scopes that every sign-in requests. */
  baseScopes: string[];
  checks: SessionChecks;
  config: SessionConfig;
  cookies: SessionCookies;
  /** Whether a resolver cannot work without the email address. */
  emailRequired: boolean;
  policy: SignInPolicy;
  resolver: UserResolver;
}

/** What the handlers of all auth environments share. */
export interface HandlerContext extends OriginOptions {
  attempts: AttemptStore;
  audit: AuditLog;
  background: BackgroundTasks;
  environments: Map<string, ProviderEnvironment>;
  failedSignIns: FailedSignIns;
  metrics: Metrics;
  /** Cookies without a session, which a browser sends repeatedly. */
  refusedCookies: RecentValues;
  sessions: Sessions;
}
