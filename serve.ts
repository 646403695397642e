const root='/tmp/wt/lists';
const { startDynamoDb, clientOf } = await import(`${root}/local/dynamodb.ts`);
const { CreateTableCommand } = await import('@aws-sdk/client-dynamodb');
const { seed } = await import(`${root}/bench/support/seed.ts`);
const { documents } = await import(`${root}/functions/shared/store/table.ts`);
import { writeFileSync } from 'node:fs';
const db = await startDynamoDb();
const client = clientOf(db.endpoint);
const S=(n:string)=>({AttributeName:n,AttributeType:'S'});
const H=(n:string)=>({AttributeName:n,KeyType:'HASH'}), R=(n:string)=>({AttributeName:n,KeyType:'RANGE'});
await client.send(new CreateTableCommand({TableName:'t',BillingMode:'PAY_PER_REQUEST',AttributeDefinitions:['PK','SK','listed','position','activeSince'].map(S) as any,KeySchema:[H('PK'),R('SK')] as any,
 LocalSecondaryIndexes:[{IndexName:'activeInScope',KeySchema:[H('PK'),R('activeSince')],Projection:{ProjectionType:'KEYS_ONLY'}}] as any,
 GlobalSecondaryIndexes:[{IndexName:'byNamespace',KeySchema:[H('listed'),R('position')],Projection:{ProjectionType:'INCLUDE',NonKeyAttributes:['filter']}}] as any}));
const table={db:documents(client),name:'t',dedup:'fingerprint'};
const t=Date.now();
await seed(table,{count:100_000,namespaceOf:()=> 'big',stateOf:(i:number)=>i%100===0?'ACTIVE':'RESOLVED'});
await seed(table,{count:10_000,namespaceOf:()=> 'active'});
writeFileSync('/tmp/lists-work/endpoint',db.endpoint);
console.log('ready',db.endpoint,Date.now()-t);
setTimeout(()=>db.close().then(()=>process.exit()),5_400_000);
