import{a,b,c,d,e}from"./chunk-HB2XJAN3.js";import"./chunk-RYMCB4FF.js";import"./chunk-ZTOUALNK.js";export{a as accountLine,d as forgetBegun,c as hasBegun,b as signIn,e as signInNotice};
