import { type ActionContext } from './ActionContext';
import { registerDeploymentsAction } from './registerDeploymentsAction';
import { registerFailureAction } from './registerFailureAction';
import { registerReviewersAction } from './registerReviewersAction';
import { registerReviewsAction } from './registerReviewsAction';

/** Registers the actions for AI assistants. Each acts with the rights of a person, and changes nothing. */
export function registerActions(context: ActionContext): void {
  registerReviewsAction(context);
  registerFailureAction(context);
  registerDeploymentsAction(context);
  registerReviewersAction(context);
}
