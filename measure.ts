const root = process.argv[2]!; const endpoint = process.argv[3]!; const TableName = process.argv[4]!; const ns = process.argv[5]!;
const { clientOf } = await import(`${root}/local/dynamodb.ts`);
const { documents } = await import(`${root}/functions/shared/store/table.ts`);
const { listIssues } = await import(`${root}/functions/shared/store/list.ts`);
const { listQuerySchema } = await import(`${root}/functions/shared/store/list-query.ts`);
const client = clientOf(endpoint);
let trips=0, units=0, requests=0;
client.middlewareStack.add((next:any)=>async(args:any)=>{ const d=trips+1; requests++; const r=await next({...args,input:{...args.input,ReturnConsumedCapacity:'TOTAL'}}); const c=r.output.ConsumedCapacity; for(const one of Array.isArray(c)?c:c?[c]:[]) units+=one.CapacityUnits; trips=Math.max(trips,d); return r;},{step:'initialize'});
const table={db:documents(client),name:TableName,dedup:'fingerprint'};
const run=async(q:Record<string,unknown>)=>{ trips=units=requests=0; const t=performance.now(); let s=''; let next; try{ const p=await listIssues(table,listQuerySchema.parse({namespace:ns,...q})); next=p.nextCursor; s=`data ${p.data.length} total ${p.total} ${p.totalIsExact??''} next ${p.nextCursor!==null}`;}catch(e){s=String(e)} console.log(JSON.stringify(q).slice(0,60).padEnd(60), `${trips} trips ${requests} req ${units} units ${(performance.now()-t).toFixed(0)} ms`, s); return next; };
const all=[{},{},{state:'ACTIVE'},{state:'RESOLVED'},{severity:'critical'},{issueType:'build'},{resourceName:'pipeline-7'},{resourceName:'pipeline-99000'},{severity:'critical',limit:'500'},{limit:'500'},{offset:'9999'},{search:'pipeline-77'},{search:'nothing like it'},{search:'pipeline-77',severity:'critical'}];
for(const q of all){ const c=await run(q); if(c) await run({...q,offset:undefined,cursor:c}); }
client.destroy();
