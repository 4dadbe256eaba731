import { type JsonObject } from '@backstage/types';
import { type BitbucketWorkspaceName } from './BitbucketWorkspaceName';

/** The headers of a delivery that identify it. Bitbucket does not sign them. */
export interface DeliveryHeaders {
  /** `X-Event-Key`, for example `repo:push`. */
  eventKey: string;
  /** `X-Request-UUID`, in lower case and without braces. Equal for all attempts of a delivery. */
  requestUuid: string;
  /** `X-Hook-UUID`, if it is a uuid; in lower case and without braces. */
  hookUuid?: string;
  /** `X-Attempt-Number`, if it is a number. */
  attempt?: string;
}

/** A signed delivery. */
export interface Delivery extends DeliveryHeaders {
  payload: JsonObject;
}

/** What is known about a delivery. Before the signature is checked, that is nothing. */
export interface KnownDelivery extends Partial<DeliveryHeaders> {
  /** The workspace that the payload names. */
  workspace?: BitbucketWorkspaceName;
  /** `workspace/repository`, if the payload names a repository. */
  repository?: string;
}
