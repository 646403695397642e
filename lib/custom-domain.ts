import { CfnOutput, Stack } from 'aws-cdk-lib';
import { DomainName, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';

export interface CustomDomainProps {
  readonly domainName: string;
  readonly certificateArn: string;
}

/** A domain for the API, and where its record has to lead. */
export class CustomDomain extends DomainName {
  constructor(scope: Construct, id: string, { domainName, certificateArn }: CustomDomainProps) {
    super(scope, id, {
      domainName,
      certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
    });
    new CfnOutput(scope, 'DomainTarget', {
      value: this.regionalDomainName,
      description: `Where ${domainName} leads: a CNAME record, or an alias`,
    });
    new CfnOutput(scope, 'DomainTargetZone', {
      value: this.regionalHostedZoneId,
      description: 'The hosted zone of that target, for an alias in Route 53',
    });
  }

  /** Makes the domain's record in a Route 53 zone, once the stage answers. */
  makeRecord(hostedZoneId: string, stage: HttpStage): void {
    // Beside the domain, on which the stage depends.
    const record = new CfnRecordSet(Stack.of(this), 'DomainRecord', {
      hostedZoneId,
      name: this.name,
      type: 'A',
      aliasTarget: { dnsName: this.regionalDomainName, hostedZoneId: this.regionalHostedZoneId },
    });
    record.node.addDependency(stage);
  }
}
