import { type FailedSignIns } from '../budget/FailedSignIns';
import { type SessionConfig } from '../config/sessionConfig';
import { type BitbucketAccess } from '../oauth/BitbucketAccess';
import { type SignInPolicy } from '../policy/signInPolicy';
import { type UserResolver } from '../resolvers/UserResolver';
import { type AuditLog } from '../audit/AuditLog';
import { type AttemptStore } from '../sessions/AttemptStore';
import { type BackgroundTasks } from '../sessions/BackgroundTasks';
import { type SessionChecks } from '../sessions/SessionChecks';
import { type Sessions } from '../sessions/Sessions';
import { type Metrics } from '../audit/Metrics';
import { type RecentValues } from '../audit/RecentValues';
import { type SessionCookies } from './SessionCookies';
import { type OriginOptions } from './requestChecks';

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
