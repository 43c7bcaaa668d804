import { AzureError } from '../domain/azure-error.ts';

/**
 * Lets a part of an answer fail on its own: Azure's trouble becomes a value. Every other error is a defect of
 * ours and is thrown, so that it reaches the log.
 */
export async function orAzureError<T>(part: Promise<T>): Promise<T | AzureError> {
  try {
    return await part;
  } catch (error) {
    if (error instanceof AzureError) return error;
    throw error;
  }
}
