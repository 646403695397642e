import { Duration } from 'aws-cdk-lib';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { Construct } from 'constructs';
import { KiteFunction, type KiteFunctionProps } from './kite-function.ts';

/**
 * Seconds for which the gateway caches the authorizer's answer for a credential: how long a revoked or expired
 * token may still work.
 */
const CACHE_SECONDS = 60;

/** The function that authenticates requests for the gateway, by their `Authorization` header. */
export class TokenAuthorizer extends KiteFunction {
  readonly authorizer: HttpLambdaAuthorizer;

  constructor(
    scope: Construct,
    id: string,
    props: Omit<KiteFunctionProps, 'description' | 'timeoutSeconds'>,
  ) {
    // The gateway waits 10 s for it.
    super(scope, id, { ...props, description: 'authorizer', timeoutSeconds: 5 });
    this.authorizer = new HttpLambdaAuthorizer('Authorizer', this.handler, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      resultsCacheTtl: Duration.seconds(CACHE_SECONDS),
    });
  }
}
