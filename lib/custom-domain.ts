import { CfnOutput } from 'aws-cdk-lib';
import { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';

export interface CustomDomainProps {
  readonly domainName: string;
  readonly certificateArn: string;
  /** The Route 53 zone in which the domain's record is made. @default - the record is made elsewhere */
  readonly hostedZoneId?: string | undefined;
}

/** A domain for the API, and where its record has to lead. */
export class CustomDomain extends DomainName {
  constructor(scope: Construct, id: string, { domainName, certificateArn, hostedZoneId }: CustomDomainProps) {
    super(scope, id, {
      domainName,
      certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
    });
    const target = { dnsName: this.regionalDomainName, hostedZoneId: this.regionalHostedZoneId };
    if (hostedZoneId) {
      new CfnRecordSet(this, 'Record', { hostedZoneId, name: domainName, type: 'A', aliasTarget: target });
    }
    new CfnOutput(scope, 'DomainTarget', {
      value: target.dnsName,
      description: `Where ${domainName} leads: a CNAME record, or an alias`,
    });
    new CfnOutput(scope, 'DomainTargetZone', {
      value: target.hostedZoneId,
      description: 'The hosted zone of that target, for an alias in Route 53',
    });
  }
}
