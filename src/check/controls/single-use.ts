import { NotTested, type Flow, type Target } from '../target.ts';

/** The config's flow of something that counts once. Throws `NotTested` with the line to add. */
export function singleUseFlow(target: Target): Flow {
  const flow = target.flow('single-use');
  if (flow?.steps.includes('use') === true) return flow;
  throw new NotTested(
    'nothing says what counts once; add to sallyport.yaml: flows: { single-use: { steps: { prepare: { call: POST /... }, use: { call: POST /... } }, effect: { call: GET /..., at: $... } } }',
  );
}
