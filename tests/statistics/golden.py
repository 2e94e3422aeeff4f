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
# Equal counts: all categories weigh the same, 1/4.
C,n=4,6; z=1.64
va=np.array([x[c==k].var(ddof=1)/n for k in range(C)]); vb=np.array([y[c==k].var(ddof=1)/n for k in range(C)])
Xc,Yc=X-X.mean(),Y-Y.mean(); k=1-1/C
V=(Xc@Xc/(C-1))-va.mean(); B=(Yc@Yc/(C-1))-vb.mean(); K=Xc@Yc/(C-1); Rx,Ry=Xc@Xc/(C-1),Yc@Yc/(C-1)
print("reliability",V/Rx, "of the other",B/Ry)
T=max(V,abs(K)*np.sqrt(Rx/Ry)); g=K/T; print("gain",g,"offset",Y.mean()-g*X.mean())
def deviations(total,mean,df): s=2/(9*df); return ((total/mean)**(1/3)-(1-s))/s**.5
r=Yc-g*Xc; v=vb+g*g*va; u=v/C*k
E=u.sum()*(C-2)/(C-1); print("evidence of the misfit",deviations((r**2).mean(),E,u.sum()**2/(u**2).sum()*(1-2/C)))
ex=((r**2).mean()-E)/k; print("unexplained",ex/(ex+g*g*V))
h=1/(Y.mean()/X.mean()); h=np.clip(K/B,min(1,h,V/K),max(1,h)); d=Xc-h*Yc; f=va+h*h*vb
D=(d@d)/(C-1)-f.mean(); se=np.sqrt((2*f*f+4*f*np.maximum(d*d-f,0)).sum())/(C-1); sv=np.sqrt((2*va*va+4*va*np.maximum(Xc**2-va,0)).sum())/(C-1)
print("change",(D-z*se)/(V+z*sv),"upper",(D+z*se)/(V-z*sv),"share",D/V,"left",h*g,"new",h*h*(B-K*K/V)/V)
u=f/C*k; print("evidence",deviations((d**2).mean(),u.sum(),u.sum()**2/(u**2).sum()*k))
u=va/C*k; print("tuned",deviations((Xc**2).mean(),u.sum(),u.sum()**2/(u**2).sum()*k))
# The error of the gain, with the exact quantiles of Student's distribution.
p=(va+vb)*n*(n-1)/(2*n-2); wa,wb=np.maximum(va,p/n),np.maximum(vb,p/n)
a,b=wa*g*g*(Xc**2+2*wa)/C**2,wb*(Xc**2+wa)/C**2; score=(Xc*(Yc-g*Xc)+k*g*va)/C
df=min((a+b).sum()**2/((a*a+b*b)/(n-1)).sum(),C-1)
print("gain error",np.sqrt(max((a+b).sum(),(score**2).sum()*C/(C-2)))/(k*T)*stats.t.isf(stats.norm.sf(3),df)/3,"df",df)
# Within categories: permutation moments of the difference of means.
N,hm=2*n,n/2; dm=Y-X; s2=((va+vb)*n*(n-1)+hm*dm**2)/(N-1); v=s2/hm; m=(X+Y)/2-((X+Y)/2).mean()
p1=2*stats.norm.sf(abs((hm*dm).sum()/np.sqrt((hm**2*v).sum()))); p2=2*stats.norm.sf(abs((hm*m*dm).sum()/np.sqrt((hm**2*m*m*v).sum())))
t=dm**2/v; var=max(C*2*(N-2)/(N+1),((t*t).sum()-t.sum()**2/C)/max(t.mean(),1)**2); s=var/(9*C*C); p3=stats.norm.sf(((t.sum()/C)**(1/3)-(1-s))/s**.5)
print("within",min(1,3*min(p1,p2,p3)),p1,p2,p3)
