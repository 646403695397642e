import { Aspects } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { app } from '../../bin/kite.ts';

/* The stack as bin/kite.ts makes it, but for the emulator, whose alarms know no metric math: they watch a plain metric. */
Aspects.of(app).add({
  visit(node) {
    if (!(node instanceof CfnAlarm) || node.metrics === undefined) return;
    node.addPropertyDeletionOverride('Metrics');
    const plain = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period: 60 };
    for (const [property, value] of Object.entries(plain)) node.addPropertyOverride(property, value);
  },
});
