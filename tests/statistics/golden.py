"""The numbers of golden.rs, from NumPy and SciPy alone."""
import numpy as np
from scipy import stats
i=np.arange(24); c=i%4
x=((i*i*7+3*i)%9)/4+1.5*c-0.25; x=np.maximum(x,0); y=((i*i*5+i*11+2)%7)/4+np.array([0,3,1,4])[c]
M=(1<<64)-1
def mix(n):
    n=(n+0x9e3779b97f4a7c15)&M; n=((n^(n>>30))*0xbf58476d1ce4e5b9)&M; n=((n^(n>>27))*0x94d049bb133111eb)&M; return n^(n>>31)
h=np.array([mix(int(k))>>63 for k in i]); print("halves",h.tolist())
def cm(v,m=slice(None)): return np.array([v[m][c[m]==k].mean() for k in range(4)])
for v in (x,y):
    n=len(v)
    print("mean sd",v.mean(),v.std(),"act",(v>0).mean(),"spars",(1-v.mean()**2/(v**2).mean())/(1-1/n))
    m=cm(v); p=m.argmax(); o=np.delete(m,p).mean(); print("means",m.tolist(),"pref",p,"csi",(m[p]-o)/(m[p]+o))
    a,b=v[c==p],v[c!=p]; print("dprime",(a.mean()-b.mean())/np.sqrt((a.var()+b.var())/2),"auroc",stats.mannwhitneyu(a,b).statistic/len(a)/len(b))
    r=stats.spearmanr(cm(v,h==0),cm(v,h==1))[0]; print("r",r,"rel",2*r/(1+r))
    print("q",np.quantile(v,.999),np.quantile(v,.5),np.quantile(v,.3))
print("rho",stats.spearmanr(cm(x),cm(y))[0])
print("W1",stats.wasserstein_distance(x,y)/x.std(),"KS",stats.ks_2samp(x,y).statistic)
# anova balanced
d=np.stack([[x[c==k] for k in range(4)],[y[c==k] for k in range(4)]]) # rec,cat,n
n=d.shape[2]; g=d.mean()
ssc=2*n*((d.mean((0,2))-g)**2).sum(); ssr=4*n*((d.mean((1,2))-g)**2).sum()
cells=d.mean(2); ssi=n*((cells-g)**2).sum()-ssc-ssr; sse=((d-cells[:,:,None])**2).sum(); ms=sse/(8*(n-1)); tot=ssc+ssr+ssi+sse
print("omega",[(s-f*ms)/(tot+ms) for s,f in((ssc,3),(ssr,1),(ssi,3))])
f=[stats.foldnorm.mean(abs(q.mean()-p.mean())/abs(q.std()-p.std()),scale=abs(q.std()-p.std())) for p,q in zip(d[0],d[1])]
print("drift",np.mean(f)/x.std())
print("ksp",stats.kstwobign.sf((np.sqrt(12)+.12+.11/np.sqrt(12))*0.25))
print("bh",stats.false_discovery_control([.01,.04,.03,.5]).tolist())
X,Y=cm(x),cm(y)
print("R2",stats.pearsonr(X,Y)[0]**2, "slope", np.polyfit(X,Y,1).tolist())
# fit: weights 1/(sB/nB + g^2 sA/nA), equal n -> unweighted; gain corrected by reliability
va=np.array([x[c==k].var(ddof=1)/6 for k in range(4)]); vb=np.array([y[c==k].var(ddof=1)/6 for k in range(4)])
Sa=((X-X.mean())**2).sum(); Sab=((X-X.mean())*(Y-Y.mean())).sum(); Na=va.sum()*3/4
g=Sab/max(Sa-Na,Sa/2); print("gain",g,"offset",Y.mean()-g*X.mean())
r=(Y-Y.mean())-g*(X-X.mean()); v=vb+g*g*va
N=v.sum()/2; df=v.sum()**2/(v**2).sum()/2; s=2/(9*df)
print("evidence",(((r**2).sum()/N)**(1/3)-(1-s))/s**.5)
ex=(r**2).sum()-N; Sb=((Y-Y.mean())**2).sum()
print("unexpl",ex/(ex+g*g*max(Sa-Na,Sa/2)),"change",((r**2).sum()-N*(1-s+2*s**.5)**3)/(Sb+g*g*Sa))
