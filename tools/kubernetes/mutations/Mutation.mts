import type { Manifest } from '../render.mts';

/** Which object a mutation changes, how, and what must be reported. */
export type Mutation = [
  overlay: string,
  object: string,
  change: (object: any, objects: Manifest[]) => void,
  expected: RegExp,
];
export const pod = (object: any) => object.spec.template.spec;
export const container = (object: any) => pod(object).containers[0];
export const DEPLOYMENT = 'Deployment portal';
export const HPA = 'HorizontalPodAutoscaler portal';
