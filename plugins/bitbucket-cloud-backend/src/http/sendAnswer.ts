import { type Response } from 'express';
import { NoAnswerError } from '../answers/NoAnswerError';

/** Sends an answer; without an answer, the reason, with the status 503. */
export async function sendAnswer(
  res: Response,
  answer: () => Promise<unknown>,
): Promise<void> {
  try {
    res.json(await answer());
  } catch (error) {
    if (!(error instanceof NoAnswerError)) {
      throw error;
    }
    res.status(503).json({ problem: error.problem });
  }
}
