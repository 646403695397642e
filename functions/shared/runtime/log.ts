import { Logger } from '@aws-lambda-powertools/logger';

/** Writes JSON lines; never a payload, a query, a header or a credential. */
export const logger = new Logger();
